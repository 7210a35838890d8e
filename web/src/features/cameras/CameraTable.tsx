import type { Camera, Summary } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { CameraRow } from './CameraRow.tsx';
import { COLUMNS } from './columns.ts';

interface CameraTableProps {
  /** In the order to show them. */
  cameras: readonly Camera[];
  summary: Summary;
  /** The data is old: greyed, but still there to read. */
  stale: boolean;
}

export function CameraTable({ cameras, summary, stale }: CameraTableProps) {
  const { t } = useI18n();
  return (
    <table role="table" className="camera-table" data-stale={stale}>
      <caption className="visually-hidden">{t.cameras.caption(summary.site)}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((column) => (
            <th key={column} role="columnheader" scope="col" className={`cell-${column}`}>
              {t.cameras.columns[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {cameras.map((camera) => (
          <CameraRow key={camera.id} camera={camera} cache={summary.cache} />
        ))}
      </tbody>
    </table>
  );
}
