import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { createWindow, SCOPES } from '../../api/maintenance.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { localField } from '../../lib/zone.ts';
import { keys } from '../../live/keys.ts';
import { SITE_KEY, type Snapshot } from '../../live/site.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Field.tsx';
import { zonesOf } from '../cameras/query.ts';
import { inputOf, REPEATS, type Plan } from './plan.ts';

/** Lengths that are offered, in minutes. */
const LENGTHS = [30, 60, 120, 240, 480, 1440, 2880, 10_080];

interface WindowDialogProps {
  snapshot: Snapshot;
  /** The camera that is to be worked on, where that is known. */
  camera: string | null;
  onClose: () => void;
}

/** Asks what is to be worked on, when and why. */
export function WindowDialog({ snapshot, camera, onClose }: WindowDialogProps) {
  const { t } = useI18n();
  const client = useQueryClient();
  const { timeZone } = snapshot.summary;
  const [plan, setPlan] = useState<Plan>(() => ({
    scope: camera === null ? 'Site' : 'Camera',
    zone: '',
    camera: camera ?? '',
    reason: '',
    start: localField(Date.now() + snapshot.clockOffsetMs, timeZone),
    minutes: 60,
    repeat: 'never',
  }));
  const change = (part: Partial<Plan>) => {
    setPlan((before) => ({ ...before, ...part }));
  };
  const making = useMutation({
    mutationFn: () => createWindow(inputOf(plan, timeZone)),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: keys.maintenance });
      await client.invalidateQueries({ queryKey: SITE_KEY });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    making.mutate();
  };
  return (
    <Dialog title={t.maintenance.plan} onClose={onClose}>
      <form onSubmit={submit}>
        <ScopeFields plan={plan} change={change} snapshot={snapshot} />
        <Field label={t.maintenance.reason} hint={t.maintenance.reasonHint}>
          {(ids) => (
            <input
              {...ids}
              required
              maxLength={500}
              value={plan.reason}
              onChange={(event) => {
                change({ reason: event.target.value });
              }}
            />
          )}
        </Field>
        <TimeFields plan={plan} change={change} timeZone={timeZone} />
        <ErrorNote error={making.error} />
        <div className="dialog-actions">
          <button type="button" onClick={onClose}>
            {t.ui.cancel}
          </button>
          <button type="submit" className="primary" disabled={making.isPending}>
            {t.maintenance.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  plan: Plan;
  change: (part: Partial<Plan>) => void;
}

function ScopeFields({ plan, change, snapshot }: FieldsProps & { snapshot: Snapshot }) {
  const { t, locale } = useI18n();
  const { cameras } = snapshot;
  const zones = zonesOf(cameras, locale).filter((zone) => zone !== '');
  return (
    <>
      <Field label={t.maintenance.scope}>
        {(ids) => (
          <select
            {...ids}
            value={plan.scope}
            onChange={(event) => {
              const scope = SCOPES.find((word) => word === event.target.value) ?? 'Site';
              change({ scope });
            }}
          >
            {SCOPES.filter((scope) => scope !== 'Zone' || zones.length > 0).map((scope) => (
              <option key={scope} value={scope}>
                {t.scopes[scope]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {plan.scope === 'Zone' && (
        <Field label={t.maintenance.zone}>
          {(ids) => (
            <select
              {...ids}
              required
              value={plan.zone}
              onChange={(event) => {
                change({ zone: event.target.value });
              }}
            >
              <option value="">{t.ui.choose}</option>
              {zones.map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </select>
          )}
        </Field>
      )}
      {plan.scope === 'Camera' && (
        <Field label={t.maintenance.camera}>
          {(ids) => (
            <select
              {...ids}
              required
              value={plan.camera}
              onChange={(event) => {
                change({ camera: event.target.value });
              }}
            >
              <option value="">{t.ui.choose}</option>
              {cameras.map(({ name, displayName }) => (
                <option key={name} value={name}>
                  {displayName}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </>
  );
}

function TimeFields({ plan, change, timeZone }: FieldsProps & { timeZone: string }) {
  const { t } = useI18n();
  return (
    <div className="field-row">
      <Field label={t.maintenance.start} hint={timeZone}>
        {(ids) => (
          <input
            {...ids}
            type="datetime-local"
            required
            value={plan.start}
            onChange={(event) => {
              change({ start: event.target.value });
            }}
          />
        )}
      </Field>
      <Field label={t.maintenance.length}>
        {(ids) => (
          <select
            {...ids}
            value={plan.minutes}
            onChange={(event) => {
              change({ minutes: Number(event.target.value) });
            }}
          >
            {LENGTHS.map((minutes) => (
              <option key={minutes} value={minutes}>
                {t.maintenance.lengths(minutes)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t.maintenance.repeat}>
        {(ids) => (
          <select
            {...ids}
            value={plan.repeat}
            onChange={(event) => {
              change({ repeat: REPEATS.find((word) => word === event.target.value) ?? 'never' });
            }}
          >
            {REPEATS.map((repeat) => (
              <option key={repeat} value={repeat}>
                {t.maintenance.repeats[repeat]}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}
