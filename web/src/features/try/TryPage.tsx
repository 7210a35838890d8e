import { useMutation } from '@tanstack/react-query';

import { NotFound } from '../../app/NotFound.tsx';
import { tryCamera } from '../../api/try.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { useMay } from '../session/SessionContext.ts';
import { TryForm } from './TryForm.tsx';
import { TryOutcome } from './TryOutcome.tsx';

/** Asks a camera that need not be in the inventory, from where the site's cameras are probed. */
export function Component() {
  const { t } = useI18n();
  const operator = useMay('Operator');
  const attempt = useMutation({ mutationFn: tryCamera });
  if (!operator) return <NotFound />;
  return (
    <>
      <header className="page-head">
        <h1>{t.attempt.title}</h1>
      </header>
      <section className="panel attempt" aria-label={t.attempt.title}>
        <p className="muted">{t.attempt.intro}</p>
        <TryForm
          busy={attempt.isPending}
          onSubmit={(input) => {
            attempt.mutate(input);
          }}
        />
        <ErrorNote error={attempt.error} />
      </section>
      {attempt.data !== undefined && <TryOutcome result={attempt.data} />}
    </>
  );
}
