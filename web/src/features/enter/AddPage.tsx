import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';

import { enterCamera } from '../../api/owned.ts';
import { NotFound } from '../../app/NotFound.tsx';
import { useI18n } from '../../i18n/I18nContext.ts';
import { SITE_KEY } from '../../live/site.ts';
import { cameraPath } from '../cameras/words.ts';
import { useMay } from '../session/SessionContext.ts';
import { definitionOf, NEW_ENTRY, type Entry } from './entry.ts';
import { EntryForm } from './EntryForm.tsx';

/** Enters a camera that the CameraSite does not declare. */
export function Component() {
  const { t } = useI18n();
  const admin = useMay('Admin');
  const navigate = useNavigate();
  const client = useQueryClient();
  const entering = useMutation({
    mutationFn: (entry: Entry) => enterCamera(definitionOf(entry)),
    onSuccess: async ({ name }) => {
      await client.invalidateQueries({ queryKey: SITE_KEY });
      await navigate(cameraPath(name));
    },
  });
  if (!admin) return <NotFound />;
  return (
    <>
      <header className="page-head">
        <h1>{t.entering.addTitle}</h1>
        <Link className="button" to="/import">
          {t.entering.importTitle}
        </Link>
      </header>
      <section className="panel attempt" aria-label={t.entering.addTitle}>
        <p className="muted">{t.entering.intro}</p>
        <EntryForm
          first={NEW_ENTRY}
          known={false}
          busy={entering.isPending}
          error={entering.error}
          back="/cameras"
          onSubmit={entering.mutate}
        />
      </section>
    </>
  );
}
