import { getJson } from './client.ts';
import { list, nullable, number, object, text } from './shape.ts';
import type { Known, Wire } from './wire.ts';

export type Grouping = Known<'ReportBy'>;

export const GROUPINGS = ['Camera', 'Zone', 'Site'] as const satisfies readonly Grouping[];

/** A line of the report: shares are from 0 to 1, and a zone without a name is that of cameras without one. */
export type Availability = Wire<
  'ReportItem',
  'name' | 'zone' | 'cameras' | 'availability' | 'coverage' | 'upMs' | 'downMs' | 'maintenanceMs'
>;

export type AvailabilityReport = Wire<'Report', 'from' | 'to'> & { items: Availability[] };

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
