import { useEffect, useState, type RefObject } from 'react';

/**
 * Which rows of a long list are on screen, for rows of one height in pixels. The page itself scrolls; only what is
 * near the viewport is in the document, so that thousands of rows stay quick.
 */
export function useWindow(list: RefObject<HTMLElement | null>, rows: number, rowHeight: number) {
  const [range, setRange] = useState({ first: 0, last: 40 });
  useEffect(() => {
    let frame = 0;
    const measure = () => {
      frame = 0;
      const element = list.current;
      if (!element) return;
      const above = Math.max(0, -element.getBoundingClientRect().top);
      const first = Math.max(0, Math.floor(above / rowHeight) - 12);
      const last = first + Math.ceil(window.innerHeight / rowHeight) + 24;
      setRange((was) => (was.first === first && was.last === last ? was : { first, last }));
    };
    const soon = () => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    window.addEventListener('scroll', soon, { passive: true });
    window.addEventListener('resize', soon);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', soon);
      window.removeEventListener('resize', soon);
    };
  }, [list, rows, rowHeight]);
  return { first: Math.min(range.first, Math.max(0, rows - 1)), last: Math.min(range.last, rows) };
}
