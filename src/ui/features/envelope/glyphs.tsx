import type { ReactNode } from "react";

const Glyph = ({
  width,
  height,
  children,
}: {
  readonly width: number;
  readonly height: number;
  readonly children: ReactNode;
}) => (
  <svg
    aria-hidden="true"
    viewBox={`0 0 ${width} ${height}`}
    className="block shrink-0"
    style={{ width: `${width / 16}rem`, height: `${height / 16}rem`, strokeWidth: "max(1.6px, var(--stroke))" }}
    fill="none"
    stroke="currentColor"
  >
    {children}
  </svg>
);

/** A sheet with lines: readable. */
export const ReadableSheet = () => (
  <Glyph width={52} height={62}>
    <path d="M2 2h33l15 15v43H2z" />
    <path d="M35 2v15h15M10 28h31M10 37h31M10 46h19" />
  </Glyph>
);

/** A sheet of which nothing is known. */
export const PlainSheet = () => (
  <Glyph width={52} height={62}>
    <path d="M2 2h33l15 15v43H2z" />
    <path d="M35 2v15h15" />
  </Glyph>
);

/** A sheet that was here: its edge alone, dashed. */
export const GoneSheet = () => (
  <span className="block text-soft">
    <Glyph width={52} height={62}>
      <path d="M2 2h33l15 15v43H2z" strokeDasharray="4 4" />
    </Glyph>
  </span>
);

/** A sheet with a grid of bytes: not readable. */
export const SealedSheet = () => (
  <Glyph width={52} height={62}>
    <path d="M2 2h48v58H2z" />
    {[13, 24, 35, 46].flatMap((y, row) =>
      [9, 18, 27, 36].map((x, column) => (
        <rect
          key={`${x}-${y}`}
          x={x}
          y={y - 4}
          width={6}
          height={7}
          fill={(row * 3 + column * 5) % 4 < 2 ? "currentColor" : "none"}
          strokeWidth={1}
        />
      )),
    )}
  </Glyph>
);

export const KeyGlyph = () => (
  <Glyph width={30} height={16}>
    <circle cx="8" cy="8" r="5.5" />
    <path d="M13.5 8H28M22 8v5M26.5 8v4" />
  </Glyph>
);

export const TagHole = () => (
  <Glyph width={10} height={10}>
    <circle cx="5" cy="5" r="3" />
  </Glyph>
);
