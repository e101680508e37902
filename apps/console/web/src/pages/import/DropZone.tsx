import { useRef, useState } from 'react';
import { Button } from '@mantine/core';
import { droppedFiles } from './files';
import classes from './Import.module.css';

interface Props {
  busy: boolean;
  onFiles: (files: File[]) => void;
}

/** Drop a folder or CSV files, or choose them. */
export function DropZone({ busy, onFiles }: Props) {
  const [over, setOver] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  return (
    <div
      className={classes.drop}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void droppedFiles(event.dataTransfer).then(onFiles);
      }}
    >
      <h2>Drop the folder with your CRM export here</h2>
      <p className="quiet">
        CSV files as your CRM writes them. Columns are recognised by name and content; what is not recognised is
        reported, nothing is dropped silently. A mapping file (YAML) may lie beside them.
      </p>
      <input
        ref={files}
        type="file"
        multiple
        accept=".csv,.tsv,.txt,.yaml,.yml"
        tabIndex={-1}
        aria-label="CSV files"
        onChange={(event) => onFiles([...(event.target.files ?? [])])}
      />
      <input
        ref={folder}
        type="file"
        tabIndex={-1}
        aria-label="Folder"
        {...{ webkitdirectory: '' }}
        onChange={(event) => onFiles([...(event.target.files ?? [])])}
      />
      <div className={classes.buttons}>
        <Button size="sm" loading={busy} onClick={() => files.current?.click()}>
          Choose files
        </Button>
        <Button size="sm" variant="default" disabled={busy} onClick={() => folder.current?.click()}>
          Choose a folder
        </Button>
      </div>
    </div>
  );
}
