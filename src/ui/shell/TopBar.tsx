import { Link } from "@tanstack/react-router";
import { DisplayMenu } from "./DisplayMenu.tsx";
import { PLACES } from "./places.ts";
import { Search } from "./Search.tsx";
import { SeatBar, SeatRoom } from "./SeatBar.tsx";

/** The bar that is always there: the name, the places, and where this tab sits. */
export function TopBar({ ready }: { readonly ready: boolean }) {
  return (
    <header className="border-b border-line">
      <div className="flex min-h-13 flex-wrap items-center gap-x-4 @3xl:gap-x-8 gap-y-1 px-4 py-1 @3xl:px-6">
        <Link to="/" className="target flex items-center text-base font-bold tracking-tight">
          Keyglass
        </Link>
        <nav aria-label="Places" className="flex flex-wrap gap-x-4 @3xl:gap-x-5 @max-md:order-1 @max-md:w-full">
          {PLACES.map((place) => (
            <Link
              key={place.to}
              to={place.to}
              activeOptions={{ exact: place.exact, includeSearch: false }}
              className="target flex items-center border-b-bold border-transparent text-base text-soft hover:text-ink aria-[current=page]:border-key aria-[current=page]:text-ink"
            >
              {place.name}
            </Link>
          ))}
        </nav>
        {/* Where the bar is wide both stay in one row, whichever it is. */}
        <div className="contents @4xl:ml-auto @4xl:flex @4xl:min-w-0 @4xl:items-center @4xl:gap-x-8">
          {ready ? <SeatBar /> : <SeatRoom />}
          <div className="ml-auto flex gap-1 @4xl:ml-0">
            <Search ready={ready} />
            <DisplayMenu />
          </div>
        </div>
      </div>
    </header>
  );
}
