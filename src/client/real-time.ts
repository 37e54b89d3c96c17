/** Real time, ms since 1970 with fractions. World time is WorldClock's. */
export const now = (): number => performance.timeOrigin + performance.now();

/** `ms` may be 0 where the browser's clock is coarse. */
export const perSecond = (bytes: number, ms: number): number => Math.round((bytes * 1000) / Math.max(ms, 0.1));
