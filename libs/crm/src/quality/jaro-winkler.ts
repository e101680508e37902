/**
 * Jaro–Winkler similarity of two texts, 0 (nothing in common) to 1 (equal).
 * W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules in the Fellegi–Sunter Model of Record
 * Linkage", 1990: prefix of at most four characters, scaling 0.1.
 */
export function jaroWinkler(a: string, b: string): number {
  const jaro = jaroOf(a, b);
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

function jaroOf(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length === 0 || b.length === 0) return 0;
  const window = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Uint8Array(b.length);
  const matched = new Uint8Array(a.length);
  let m = 0;
  for (let i = 0; i < a.length; i += 1) {
    const end = Math.min(b.length, i + window + 1);
    for (let j = Math.max(0, i - window); j < end; j += 1) {
      if (taken[j] === 1 || a.charCodeAt(i) !== b.charCodeAt(j)) continue;
      taken[j] = matched[i] = 1;
      m += 1;
      break;
    }
  }
  if (m === 0) return 0;
  let moved = 0;
  for (let i = 0, j = 0; i < a.length; i += 1) {
    if (matched[i] === 0) continue;
    while (taken[j] === 0) j += 1;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) moved += 1;
    j += 1;
  }
  return (m / a.length + m / b.length + (m - moved / 2) / m) / 3;
}
