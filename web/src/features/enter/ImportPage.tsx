import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { importCameras, SHEET_PATH } from '../../api/owned.ts';
import { NotFound } from '../../app/NotFound.tsx';
import { useI18n } from '../../i18n/I18nContext.ts';
import { SITE_KEY } from '../../live/site.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Field.tsx';
import { useMay } from '../session/SessionContext.ts';
import { ImportOutcome } from './ImportOutcome.tsx';

/** Enters many cameras from a sheet, after telling what that would do. */
export function Component() {
  const { t } = useI18n();
  const words = t.entering;
  const admin = useMay('Admin');
  const client = useQueryClient();
  const [sheet, setSheet] = useState('');
  const trying = useMutation({ mutationFn: (text: string) => importCameras(text, true) });
  const importing = useMutation({
    mutationFn: () => importCameras(sheet, false),
    onSuccess: () => client.invalidateQueries({ queryKey: SITE_KEY }),
  });
  const choose = async (file: File | undefined) => {
    importing.reset();
    trying.reset();
    if (file === undefined) return;
    const text = await file.text();
    setSheet(text);
    trying.mutate(text);
  };
  if (!admin) return <NotFound />;
  const { data: rehearsal } = trying;
  const ready = rehearsal?.errors.length === 0 && !importing.isSuccess;
  return (
    <>
      <header className="page-head">
        <h1>{words.importTitle}</h1>
        <a className="button" href={SHEET_PATH} download>
          {words.export}
        </a>
      </header>
      <section className="panel attempt" aria-label={words.importTitle}>
        <p className="muted">{words.importIntro}</p>
        <Field label={words.sheet} hint={words.sheetHint}>
          {(ids) => (
            <input
              {...ids}
              type="file"
              accept=".csv,text/csv"
              onChange={(event) => {
                void choose(event.target.files?.[0]);
              }}
            />
          )}
        </Field>
        {trying.isPending && (
          <p className="loading" role="status">
            {words.reading}
          </p>
        )}
        <ErrorNote error={importing.error ?? trying.error} />
        {rehearsal !== undefined && (
          <ImportOutcome report={importing.data ?? rehearsal} done={importing.isSuccess} />
        )}
        {ready && (
          <button
            type="button"
            className="primary"
            disabled={importing.isPending}
            onClick={() => {
              importing.mutate();
            }}
          >
            {importing.isPending ? words.importing : words.import}
          </button>
        )}
      </section>
    </>
  );
}
