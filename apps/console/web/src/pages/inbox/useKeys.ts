import { useEffect, useRef } from 'react';

/** Single-letter commands, silent while a key is held down, while somebody types, a dialog is open, or a modifier is held. */
export function useKeys(commands: Record<string, () => void>) {
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target as HTMLElement;
      if (target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="listbox"]')) return;
      const command = latest.current[event.key];
      if (!command) return;
      event.preventDefault();
      command();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
