/** What people call the company: its configured name, else the slug in words (`acme-industries` → `Acme industries`). */
export function companyName(config: { company: string; companyName?: string | undefined }): string {
  if (config.companyName) return config.companyName;
  const words = config.company.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
