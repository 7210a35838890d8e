import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useNavigate } from 'react-router';

import { becomeKiosk } from '../../api/session.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Field.tsx';
import { useMay, useSession } from '../session/SessionContext.ts';
import { LanguageChoice } from './LanguageChoice.tsx';
import { ThemeChoice } from './ThemeChoice.tsx';

/** How the page looks in this browser. */
export function Display() {
  const { t } = useI18n();
  const admin = useMay('Admin');
  const { mode } = useSession();
  return (
    <section className="panel settings-display">
      <h2>{t.settings.tabs.display}</h2>
      <p className="setting">
        <span>{t.settings.language}</span>
      </p>
      <LanguageChoice />
      <p className="setting">
        <span>{t.settings.theme}</span>
      </p>
      <ThemeChoice />
      {admin && mode !== 'None' && <Kiosk />}
    </section>
  );
}

/** Turns this browser into a display on a wall. */
function Kiosk() {
  const { t } = useI18n();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const turning = useMutation({
    mutationFn: () => becomeKiosk(name),
    onSuccess: async () => {
      await navigate('/wall');
      await client.resetQueries();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    turning.mutate();
  };
  return (
    <form onSubmit={submit}>
      <h3>{t.settings.kiosk}</h3>
      <p className="muted">{t.settings.kioskHelp}</p>
      <Field label={t.settings.kioskName}>
        {(ids) => (
          <input
            {...ids}
            required
            value={name}
            onChange={(event) => {
              setName(event.target.value);
            }}
          />
        )}
      </Field>
      <ErrorNote error={turning.error} />
      <button type="submit" disabled={turning.isPending}>
        {t.settings.kioskSubmit}
      </button>
    </form>
  );
}
