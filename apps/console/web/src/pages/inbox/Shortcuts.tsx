const KEYS = [
  ['j', 'next'],
  ['k', 'before'],
  ['o', 'evidence'],
  ['a', 'approve'],
  ['e', 'edit'],
  ['r', 'reject'],
] as const;

export function Shortcuts() {
  return (
    <p className="quiet small" style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 12px' }}>
      {KEYS.map(([key, word]) => (
        <span key={key}>
          <kbd>{key}</kbd> {word}
        </span>
      ))}
    </p>
  );
}
