import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

import type { History } from '../../api/history.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { formatNumber } from '../../lib/number.ts';
import { useMediaQuery } from '../../lib/useMediaQuery.ts';
import { useLive } from '../../live/LiveContext.ts';

const HEIGHT = 180;

/** The colour that a custom property of the style sheet has in the present scheme, for a canvas. */
function colour(element: HTMLElement, property: string): string {
  element.style.color = `var(${property})`;
  const value = getComputedStyle(element).color;
  element.style.color = '';
  return value;
}

/** Mean and slowest answer of each bucket. */
export default function LatencyChart({ history }: { history: History }) {
  const { t, locale } = useI18n();
  const place = useRef<HTMLDivElement>(null);
  const dark = useMediaQuery('(prefers-color-scheme: dark)');
  const timeZone = useLive().snapshot?.summary.timeZone ?? '';

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const line = colour(element, '--line');
    const text = colour(element, '--text-muted');
    const axis: uPlot.Axis = {
      stroke: text,
      grid: { stroke: line, width: 1 },
      ticks: { show: false },
    };
    const milliseconds = (value: number | null) =>
      value === null ? t.none : `${formatNumber(value, locale)}\u00a0ms`;
    const short = history.bucketSeconds < 3600;
    const label = new Intl.DateTimeFormat(locale, {
      ...(short
        ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
        : { month: 'short', day: 'numeric' }),
      ...(timeZone === '' ? {} : { timeZone }),
    });
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        cursor: { drag: { x: false, y: false } },
        scales: { y: { range: (_chart, _least, most) => [0, Math.max(most * 1.1, 1)] } },
        axes: [
          {
            ...axis,
            size: 32,
            values: (_chart, splits) => splits.map((at) => label.format(at * 1000)),
          },
          { ...axis, size: 70, values: (_chart, splits) => splits.map(milliseconds) },
        ],
        series: [
          {
            label: t.camera.time,
            value: (_chart, at, _series, index) =>
              index === null ? t.none : label.format(at * 1000),
          },
          {
            label: t.camera.mean,
            stroke: colour(element, '--maintenance'),
            width: 2,
            value: (_chart, value) => milliseconds(value),
          },
          {
            label: t.camera.slowest,
            stroke: colour(element, '--degraded'),
            width: 1,
            value: (_chart, value) => milliseconds(value),
          },
        ],
      },
      [
        history.buckets.map(({ at }) => Date.parse(at) / 1000),
        history.buckets.map(({ latencyAvgMs }) => latencyAvgMs),
        history.buckets.map(({ latencyMaxMs }) => latencyMaxMs),
      ],
      element,
    );
    const observer = new ResizeObserver(() => {
      chart.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [history, locale, t, dark, timeZone]);

  return <div ref={place} className="latency-chart" role="img" aria-label={t.camera.latency} />;
}
