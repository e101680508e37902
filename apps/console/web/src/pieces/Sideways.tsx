import { useEffect, useRef, useState, type ReactNode } from 'react';
import classes from './Sideways.module.css';

interface Props {
  /** What is wider than its place, for whoever does not see it: `Deals by sub-stage`. */
  label: string;
  className?: string;
  children: ReactNode;
}

/** Content that may be wider than its place: it fades where there is more, and two buttons go there, as arrow keys do. */
export function Sideways({ label, className, children }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const [left, setLeft] = useState(false);
  const [right, setRight] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const look = () => {
      setLeft(element.scrollLeft > 1);
      setRight(element.scrollWidth - element.clientWidth - element.scrollLeft > 1);
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [children]);
  const go = (direction: 1 | -1) =>
    frame.current?.scrollBy({ left: direction * frame.current.clientWidth * 0.8, behavior: 'smooth' });
  const beyond = left || right;
  return (
    <>
      {beyond && (
        <p className={classes.more}>
          <button type="button" disabled={!left} onClick={() => go(-1)}>
            ← Back
          </button>
          <button type="button" disabled={!right} onClick={() => go(1)}>
            More to the right →
          </button>
        </p>
      )}
      <div
        ref={frame}
        className={[classes.frame, className].filter(Boolean).join(' ')}
        data-left={left}
        data-right={right}
        {...(beyond && { tabIndex: 0, role: 'group', 'aria-label': `${label}, may be scrolled sideways` })}
      >
        {children}
      </div>
    </>
  );
}
