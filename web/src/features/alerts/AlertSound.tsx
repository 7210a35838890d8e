import { useEffect, useRef } from 'react';

import type { Alert } from '../../api/alerts.ts';
import { isSoundOn, playAlarm } from './sound.ts';

/** Makes a new critical alert heard. Those that fire when the page is opened are seen, not heard. */
export function AlertSound({ firing }: { firing: readonly Alert[] }) {
  const known = useRef<Set<number> | null>(null);
  useEffect(() => {
    const critical = firing.filter(
      ({ severity, acknowledgement }) => severity === 'critical' && acknowledgement === null,
    );
    const before = known.current;
    known.current = new Set(critical.map(({ id }) => id));
    if (before === null || !isSoundOn()) return;
    if (critical.some(({ id }) => !before.has(id))) playAlarm();
  }, [firing]);
  return null;
}
