import { useQuery } from '@tanstack/react-query';

import { getNotes } from '../../api/notes.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { useTimeSetting } from '../../lib/TimeContext.ts';
import { useNow } from '../../lib/useNow.ts';
import { keys } from '../../live/keys.ts';
import { useLive } from '../../live/LiveContext.ts';
import { QueryView } from '../../ui/QueryView.tsx';
import { useAlerts } from '../alerts/useAlerts.ts';
import { useEvents } from '../overview/useEvents.ts';
import { useMay } from '../session/SessionContext.ts';
import { EventList } from '../site/EventList.tsx';
import { NoteForm } from './NoteForm.tsx';

const SHIFT_MS = 12 * 3_600_000;
const MINUTE_MS = 60_000;
const POLL_MS = 30_000;

/** What one shift leaves to the next: the last twelve hours on one page, to read or print. */
export function Component() {
  const { t } = useI18n();
  const { format } = useTimeSetting();
  const now = useNow(MINUTE_MS);
  const summary = useLive().snapshot?.summary ?? null;
  const from = now - SHIFT_MS;
  return (
    <div className="shift">
      <header className="page-head">
        <h1>{t.shift.title}</h1>
        <button
          type="button"
          onClick={() => {
            window.print();
          }}
        >
          {t.ui.print}
        </button>
      </header>
      <p className="muted shift-period">
        {summary !== null && `${summary.site} · `}
        {t.maintenance.fromTo(
          format.moment(new Date(from).toISOString()),
          format.moment(new Date(now).toISOString()),
        )}
      </p>
      <Notes from={from} />
      <Acknowledgements from={from} />
      <ShiftEvents from={from} />
    </div>
  );
}

/** @param from the beginning of the shift, in milliseconds since the epoch */
function Notes({ from }: { from: number }) {
  const { t } = useI18n();
  const { format } = useTimeSetting();
  const operator = useMay('Operator');
  const query = useQuery({
    queryKey: keys.notes,
    queryFn: ({ signal }) => getNotes(signal),
    refetchInterval: POLL_MS,
  });
  return (
    <section className="panel" aria-labelledby="notes">
      <h2 id="notes">{t.shift.notes}</h2>
      {operator && <NoteForm />}
      <QueryView query={query}>
        {({ items }) => {
          const notes = items.filter(({ at }) => Date.parse(at) >= from);
          if (notes.length === 0) return <p className="muted">{t.shift.noNotes}</p>;
          return (
            <ol className="note-list">
              {notes.map((note) => (
                <li key={note.id}>
                  <p className="muted">
                    <time dateTime={note.at}>{format.brief(note.at)}</time> {note.author}
                    {note.camera !== null && ` · ${note.camera}`}
                  </p>
                  <p className="note-text">{note.text}</p>
                </li>
              ))}
            </ol>
          );
        }}
      </QueryView>
    </section>
  );
}

function Acknowledgements({ from }: { from: number }) {
  const { t } = useI18n();
  const { format } = useTimeSetting();
  const { available, firing, resolved } = useAlerts();
  if (!available) return null;
  const seen = [...firing, ...resolved].filter(
    ({ acknowledgement }) => acknowledgement !== null && Date.parse(acknowledgement.at) >= from,
  );
  return (
    <section className="panel" aria-labelledby="acknowledged">
      <h2 id="acknowledged">{t.shift.acknowledged}</h2>
      {seen.length === 0 && <p className="muted">{t.shift.noneAcknowledged}</p>}
      <ol className="note-list">
        {seen.map(({ id, name, summary, acknowledgement }) => (
          <li key={id}>
            <p className="muted">
              {acknowledgement !== null && format.brief(acknowledgement.at)} {acknowledgement?.by}
            </p>
            <p>
              {summary ?? name}
              {typeof acknowledgement?.comment === 'string' &&
                t.alerts.saying(acknowledgement.comment)}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function ShiftEvents({ from }: { from: number }) {
  const { t } = useI18n();
  const query = useEvents();
  return (
    <section className="panel" aria-labelledby="shift-events">
      <h2 id="shift-events">{t.events.title}</h2>
      <QueryView query={query}>
        {({ items, nextCursor }) => {
          const recent = items.filter(({ at }) => Date.parse(at) >= from);
          return (
            <>
              {recent.length === items.length && nextCursor !== null && (
                <p className="muted">{t.shift.onlyNewest(items.length)}</p>
              )}
              <EventList events={recent} named />
            </>
          );
        }}
      </QueryView>
    </section>
  );
}
