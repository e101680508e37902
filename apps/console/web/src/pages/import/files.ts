export interface ChosenFiles {
  files: { name: string; contentBase64: string }[];
  mapping: string | undefined;
}

/** Every file below a dropped folder, or the dropped files themselves. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const found: File[] = [];
  const walk = async (entry: FileSystemEntry): Promise<void> => {
    if (entry.isFile) {
      found.push(await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)));
      return;
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    // A directory is read in batches until an empty one.
    for (;;) {
      const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (batch.length === 0) return;
      for (const inner of batch) await walk(inner);
    }
  };
  for (const entry of entries) await walk(entry);
  return found;
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** The CSV files as the API takes them; a YAML file beside them is the mapping. */
export async function readChosen(files: readonly File[]): Promise<ChosenFiles> {
  const tables = files.filter((file) => /\.(csv|tsv|txt)$/i.test(file.name));
  const mapping = files.find((file) => /\.ya?ml$/i.test(file.name));
  return {
    files: await Promise.all(tables.map(async (file) => ({ name: file.name, contentBase64: await base64(file) }))),
    mapping: await mapping?.text(),
  };
}
