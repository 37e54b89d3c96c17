import { Suspense, useEffect, useRef, useState, type ReactNode } from "react";

/** Long after the first screen rests: what nobody scrolled to is drawn all the same, for readers who do not scroll. */
const LATER = 3_000;

const ON_ITS_WAY = <div aria-busy="true" />;

/** Draws its content, which may be lazy, when it is scrolled near, or later, so that what lies below the first screen costs it nothing. */
export function WhenNear({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const watcher = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) setNear(true);
      },
      { rootMargin: "100px" },
    );
    if (place.current !== null) watcher.observe(place.current);
    const timer = setTimeout(() => setNear(true), LATER);
    return () => {
      clearTimeout(timer);
      watcher.disconnect();
    };
  }, []);
  return (
    <div ref={place} className={className}>
      {near ? <Suspense fallback={ON_ITS_WAY}>{children}</Suspense> : ON_ITS_WAY}
    </div>
  );
}
