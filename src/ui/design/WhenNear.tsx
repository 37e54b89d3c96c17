import { useEffect, useRef, useState, type ReactNode } from "react";

/** Draws its content when it is first scrolled near, so that what lies below the first screen costs the first screen nothing. */
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
    return () => watcher.disconnect();
  }, []);
  return (
    <div ref={place} className={className}>
      {near && children}
    </div>
  );
}
