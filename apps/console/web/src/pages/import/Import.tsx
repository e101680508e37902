import { useEffect, useRef } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { Link, useNavigate } from 'react-router';
import { commands } from '../../api/commands';
import { useLatestImport } from '../../api/useLatestImport';
import { Refusal } from '../../api/Refusal';
import { useSession } from '../../layout/SessionContext';
import { Notice } from '../../pieces/Notice';
import { PageHeader } from '../../pieces/PageHeader';
import { Problems, wordsOf } from './Problems';
import { DropZone } from './DropZone';
import { ImportProgress } from './ImportProgress';
import { ImportReport } from './ImportReport';
import { readChosen } from './files';
import classes from './Import.module.css';

export default function Import() {
  const cache = useQueryClient();
  const { can } = useSession();
  const latest = useLatestImport();
  useXrayAfterFirst(latest.data?.state, latest.error);
  const start = useMutation({
    mutationFn: async (files: File[]) => {
      const chosen = await readChosen(files);
      if (chosen.files.length === 0)
        throw new Error('There was no CSV file among these. Export your CRM’s tables as CSV.');
      return commands.startImport({ ...chosen, label: chosen.files.map((file) => file.name).join(', ') });
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: ['import'] }),
  });
  const found = latest.data;
  return (
    <>
      <PageHeader
        title="Import"
        lead="An export loaded again changes nothing; changed rows become exactly those changes."
        actions={
          found?.state === 'completed' && (
            <Button component={Link} to="/xray" size="xs">
              See the X-ray
            </Button>
          )
        }
      />
      <div className={classes.stack}>
        {start.isError && (
          <Notice tone="problem" title="The import was refused">
            <Problems text={start.error.message} />
          </Notice>
        )}
        {found?.state === 'failed' && (
          <Notice tone="problem" title="The last import failed; nothing was half-written">
            <Problems text={wordsOf(found.error)} />
          </Notice>
        )}
        {found?.state === 'running' && <ImportProgress found={found} />}
        {can.import ? (
          <DropZone busy={start.isPending || found?.state === 'running'} onFiles={(files) => start.mutate(files)} />
        ) : (
          <Notice title="Importing is for operations">Ask your operations lead to load a new export.</Notice>
        )}
        {found?.report && <ImportReport report={found.report} />}
      </div>
    </>
  );
}

/** Who watched the company's first import end came for its X-ray; a later import ends here, with its report. */
function useXrayAfterFirst(state: string | undefined, error: Error | null) {
  const navigate = useNavigate();
  const first = useRef(false);
  useEffect(() => {
    if (error instanceof Refusal && error.status === 404) first.current = true;
    if (first.current && state === 'completed') void navigate('/xray');
  }, [state, error, navigate]);
}
