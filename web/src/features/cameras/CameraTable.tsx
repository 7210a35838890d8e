import type { Camera, Summary } from '../../api/types.ts';
import type { Column } from '../../i18n/dictionary.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { CameraRow } from './CameraRow.tsx';
import { SORTS, type CameraQuery, type Sort } from './query.ts';
import { useWindowRows } from './useWindowRows.ts';

/** From left to right. */
const COLUMNS: readonly Column[] = [
  'state',
  'name',
  'zone',
  'reason',
  'since',
  'lastProbe',
  'latency',
  'views',
  'facts',
];

/** Height of a row without a reason, in pixels. */
const ROW_HEIGHT = 40;

interface CameraTableProps {
  /** In the order to show them. */
  cameras: readonly Camera[];
  summary: Summary;
  query: CameraQuery;
  onChange: (change: Partial<CameraQuery>) => void;
}

export function CameraTable({ cameras, summary, query, onChange }: CameraTableProps) {
  const { t } = useI18n();
  const { list, rows, virtualizer, before, after } = useWindowRows<HTMLTableElement>(
    cameras.length,
    ROW_HEIGHT,
  );
  return (
    <table ref={list} className="camera-table" aria-rowcount={cameras.length + 1}>
      <caption className="visually-hidden">{t.cameras.caption(summary.site)}</caption>
      <thead>
        <tr aria-rowindex={1}>
          {COLUMNS.map((column) => (
            <ColumnHead key={column} column={column} query={query} onChange={onChange} />
          ))}
        </tr>
      </thead>
      <tbody>
        <Room height={before} />
        {rows.map(({ index }) => {
          const camera = cameras[index];
          return (
            camera !== undefined && (
              <CameraRow
                key={camera.id}
                ref={virtualizer.measureElement}
                index={index}
                camera={camera}
                cache={summary.cache}
              />
            )
          );
        })}
        <Room height={after} />
      </tbody>
    </table>
  );
}

/** Stands for the rows that are not drawn. */
function Room({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true" className="room">
      <td colSpan={COLUMNS.length} style={{ height }} />
    </tr>
  );
}

interface ColumnHeadProps extends Pick<CameraTableProps, 'query' | 'onChange'> {
  column: Column;
}

function ColumnHead({ column, query, onChange }: ColumnHeadProps) {
  const { t } = useI18n();
  const sort: Sort | undefined =
    column === 'state' ? 'problems' : SORTS.find((known) => known === column);
  const label = t.cameras.columns[column];
  if (sort === undefined) {
    return (
      <th scope="col" className={`cell-${column}`}>
        {label}
      </th>
    );
  }
  const current = query.sort === sort;
  const direction = query.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" className={`cell-${column}`} {...(current ? { 'aria-sort': direction } : {})}>
      <button
        type="button"
        className="sort"
        onClick={() => {
          onChange({ sort, descending: current && !query.descending });
        }}
      >
        {label}
        <span aria-hidden="true" className="sort-mark">
          {current ? (query.descending ? '▼' : '▲') : ''}
        </span>
      </button>
    </th>
  );
}
