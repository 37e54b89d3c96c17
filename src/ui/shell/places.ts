/** The places that exist, in the order in which the navigation shows them. A place that is not built is not listed. */
export const PLACES = [
  { name: "Envelope", to: "/", exact: true },
  { name: "Keys", to: "/keys", exact: false },
  { name: "Access", to: "/access", exact: false },
  { name: "Calls", to: "/calls", exact: false },
  { name: "World", to: "/world", exact: false },
] as const;
