import { useQuery } from '@tanstack/react-query';

import { getEvents } from '../../api/events.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { keys } from '../../live/keys.ts';
import { useLive } from '../../live/LiveContext.ts';
import { QueryView } from '../../ui/QueryView.tsx';
import { EventList } from '../site/EventList.tsx';

const SHOWN = 50;
const POLL_MS = 15_000;

/** What happened to the camera, newest first. */
export function Events({ camera }: { camera: string }) {
  const { t } = useI18n();
  const { streaming } = useLive();
  const query = useQuery({
    queryKey: [...keys.events, camera],
    queryFn: ({ signal }) => getEvents(signal, { camera, limit: SHOWN }),
    refetchInterval: streaming ? false : POLL_MS,
  });
  return (
    <section className="panel events" aria-labelledby="events">
      <h2 id="events">{t.events.title}</h2>
      <QueryView query={query}>
        {({ items, total }) => (
          <>
            <EventList events={items} />
            {total > items.length && (
              <p className="muted">{t.events.newest(items.length, total)}</p>
            )}
          </>
        )}
      </QueryView>
    </section>
  );
}
