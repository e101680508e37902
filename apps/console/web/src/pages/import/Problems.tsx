/** What an import's error says; it is a text, or a problem with a message and a remedy. */
export function wordsOf(error: unknown): string {
  if (typeof error === 'string') return error;
  const { message, remedy } = (error ?? {}) as { message?: unknown; remedy?: unknown };
  const words = [message, remedy].filter((part) => typeof part === 'string');
  return words.length > 0 ? words.join('\n') : 'It did not say why; its log does.';
}

/** One problem a line, as they are mended one by one. */
export function Problems({ text }: { text: string }) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 1) return <p>{lines[0]}</p>;
  return (
    <ul style={{ paddingLeft: 18 }}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
