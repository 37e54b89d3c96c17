import { useEffect } from "react";

/** The page's title: where the focus goes when what had it is gone. */
export function focusTitle(): void {
  const title = document.querySelector<HTMLElement>("main h1");
  if (title === null) return;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
}

/** While this is mounted, the focus does not fall out of the page when an act takes away the button that began it. */
export function useFocusKept(): void {
  useEffect(() => {
    let last: Element | null = null;
    const note = ({ target }: FocusEvent): void => void (last = target as Element);
    const watch = new MutationObserver(() => {
      if (last?.isConnected === false && document.activeElement === document.body) focusTitle();
    });
    document.addEventListener("focusin", note);
    watch.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", note);
      watch.disconnect();
    };
  }, []);
}
