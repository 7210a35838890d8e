import { useId, useState, type SubmitEvent } from 'react';
import { Link } from 'react-router';

import { useI18n } from '../../i18n/I18nContext.ts';
import { useLive } from '../../live/LiveContext.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Field.tsx';
import { zonesOf } from '../cameras/query.ts';
import { problemsOf, type Entry } from './entry.ts';

interface EntryFormProps {
  first: Entry;
  /** Whether the camera is there already: it keeps its name. */
  known: boolean;
  busy: boolean;
  /** Why the last attempt was refused. */
  error: Error | null;
  /** Where one goes who gives it up. */
  back: string;
  onSubmit: (entry: Entry) => void;
}

/** The fields whose value is a line of text, in their order. */
type Line = 'displayName' | 'url' | 'zone' | 'location' | 'credentials' | 'tags';

/** What is entered of a camera. */
export function EntryForm({ first, known, busy, error, back, onSubmit }: EntryFormProps) {
  const { t, locale } = useI18n();
  const words = t.entering;
  const zoneList = useId();
  const { snapshot } = useLive();
  const [entry, setEntry] = useState(first);
  const change = (part: Partial<Entry>) => {
    setEntry((before) => ({ ...before, ...part }));
  };
  const problems = problemsOf(error);
  const line = (field: Line, more: { required?: boolean; list?: string } = {}) => (
    <Field label={words.fields[field]} hint={words.hints[field]} problem={problems[field]}>
      {(ids) => (
        <input
          {...ids}
          {...more}
          autoComplete="off"
          spellCheck={false}
          value={entry[field]}
          onChange={(event) => {
            change({ [field]: event.target.value });
          }}
        />
      )}
    </Field>
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit(entry);
  };
  const zones = zonesOf(snapshot?.cameras ?? [], locale).filter((zone) => zone !== '');
  return (
    <form onSubmit={submit}>
      <div className="field-row">
        <Field
          label={words.fields.name}
          hint={known ? words.nameKept : words.hints.name}
          problem={problems.name}
        >
          {(ids) => (
            <input
              {...ids}
              required
              readOnly={known}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={entry.name}
              onChange={(event) => {
                change({ name: event.target.value });
              }}
            />
          )}
        </Field>
        {line('displayName')}
      </div>
      {line('url', { required: true })}
      <div className="field-row">
        {line('credentials')}
        {line('zone', { list: zoneList })}
        {line('location')}
      </div>
      <datalist id={zoneList}>
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      {line('tags')}
      <Field label={words.fields.notes} problem={problems.notes}>
        {(ids) => (
          <textarea
            {...ids}
            rows={3}
            value={entry.notes}
            onChange={(event) => {
              change({ notes: event.target.value });
            }}
          />
        )}
      </Field>
      <Check
        label={words.fields.critical}
        checked={entry.critical}
        onChange={(critical) => {
          change({ critical });
        }}
      />
      <Check
        label={words.fields.enabled}
        checked={entry.enabled}
        onChange={(enabled) => {
          change({ enabled });
        }}
      />
      <ErrorNote error={error} />
      {problems[''] !== undefined && <p className="field-problem">{problems['']}</p>}
      <div className="dialog-actions">
        <Link className="button" to={back}>
          {t.ui.cancel}
        </Link>
        <button type="submit" className="primary" disabled={busy}>
          {known ? words.save : words.add}
        </button>
      </div>
    </form>
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => {
          onChange(event.target.checked);
        }}
      />
      {label}
    </label>
  );
}
