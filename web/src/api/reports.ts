import { getJson } from './client.ts';
import { list, nullable, number, object, text } from './shape.ts';

export const GROUPINGS = ['Camera', 'Zone', 'Site'] as const;

export type Grouping = (typeof GROUPINGS)[number];

/** A line of the report. */
export interface Availability {
  /** The camera, the zone (empty for cameras without one) or the site. */
  name: string;
  zone: string | null;
  cameras: number;
  /** From 0 to 1; `null` when nothing counts. */
  availability: number | null;
  /** Share of the time that is known at all, from 0 to 1. */
  coverage: number | null;
  upMs: number;
  downMs: number;
  maintenanceMs: number;
}

export interface AvailabilityReport {
  from: string;
  to: string;
  items: Availability[];
}

export interface ReportQuery {
  /** RFC 3339. */
  from: string;
  to?: string | undefined;
  by: Grouping;
  camera?: string | undefined;
  zone?: string | undefined;
}

const readReport = object<AvailabilityReport>({
  from: text,
  to: text,
  items: list(
    object<Availability>({
      name: text,
      zone: nullable(text),
      cameras: number,
      availability: nullable(number),
      coverage: nullable(number),
      upMs: number,
      downMs: number,
      maintenanceMs: number,
    }),
  ),
});

/** Address of the report, of the file for a spreadsheet with `format` csv. */
export function reportPath(query: ReportQuery, format: 'json' | 'csv' = 'json'): string {
  const params = new URLSearchParams({ from: query.from, by: query.by });
  if (query.to !== undefined) params.set('to', query.to);
  if (query.camera !== undefined) params.set('camera', query.camera);
  if (query.zone !== undefined) params.set('zone', query.zone);
  if (format === 'csv') params.set('format', 'csv');
  return `/api/v1/reports/availability?${params.toString()}`;
}

export function getReport(query: ReportQuery, signal: AbortSignal): Promise<AvailabilityReport> {
  return getJson(reportPath(query), readReport, signal);
}
