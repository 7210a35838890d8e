import { useI18n } from '../../i18n/I18nContext.ts';
import type { DownPoint } from './outages.ts';

const WIDTH = 300;
const HEIGHT = 56;

interface DownLineProps {
  /** Oldest first. */
  points: readonly DownPoint[];
  /** The edges of the drawing, in milliseconds since the epoch. */
  from: number;
  to: number;
}

/** How many cameras were down over time, as steps. */
export function DownLine({ points, from, to }: DownLineProps) {
  const { t } = useI18n();
  const most = Math.max(1, ...points.map(({ down }) => down));
  const x = (at: number) => (((at - from) / (to - from)) * WIDTH).toFixed(1);
  const y = (down: number) => (HEIGHT - 2 - (down / most) * (HEIGHT - 6)).toFixed(1);
  const [first] = points;
  if (first === undefined) return null;
  const steps = points.map(({ at, down }) => `H${x(at)}V${y(down)}`).join('');
  const line = `M${x(first.at)} ${y(first.down)}${steps}`;
  return (
    <svg
      className="down-line"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t.overview.downLine(most)}
    >
      <path className="down-area" d={`${line}V${HEIGHT}H${x(first.at)}Z`} />
      <path className="down-edge" d={line} />
    </svg>
  );
}
