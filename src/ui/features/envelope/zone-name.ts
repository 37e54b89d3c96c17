/** The name of a zone, standing on its edge. */
export const ZONE_NAME = "absolute -top-[0.7rem] left-4 bg-paper px-2 text-sm font-semibold";
