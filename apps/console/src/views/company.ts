/** `acme-industries` → `Acme industries`. */
export function companyName(slug: string): string {
  const words = slug.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
