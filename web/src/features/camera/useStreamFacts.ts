import type { CameraFacts } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { formatNumber } from '../../lib/number.ts';
import { useTimeSetting } from '../../lib/TimeContext.ts';
import { latencyLabel } from '../cameras/words.ts';
import type { Fact } from './FactList.tsx';

/** What a probe learnt about a stream and its camera, in words. */
export function useStreamFacts(facts: CameraFacts | null): Fact[] {
  const { t, locale } = useI18n();
  const { format } = useTimeSetting();
  if (facts === null) return [];
  const words = t.camera.facts;
  const { width, height, fps, bitrateBps, certificateExpiresAt: expires } = facts;
  return [
    [words.codec, facts.codec],
    [words.size, width !== null && height !== null && `${width}×${height}`],
    [words.fps, fps !== null && formatNumber(fps, locale)],
    [
      words.bitrate,
      bitrateBps !== null && `${formatNumber(Math.round(bitrateBps / 1000), locale)}\u00a0kbit/s`,
    ],
    [words.device, [facts.make, facts.model].filter(Boolean).join(' ')],
    [words.firmware, facts.firmware],
    [words.serial, facts.serial],
    [words.server, facts.server],
    [words.clock, latencyLabel(facts.clockOffsetMs, locale)],
    [words.certificate, expires !== null && format.moment(expires)],
  ];
}
