import { Link } from 'react-router';

import type { Availability, Grouping } from '../../api/reports.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { formatNumber, formatShare } from '../../lib/number.ts';
import { useTimeSetting } from '../../lib/TimeContext.ts';
import { Empty } from '../../ui/Empty.tsx';
import { cameraPath } from '../cameras/words.ts';
import { worstFirst } from './order.ts';

interface ReportTableProps {
  items: readonly Availability[];
  by: Grouping;
}

export function ReportTable({ items, by }: ReportTableProps) {
  const { t, locale } = useI18n();
  const { format } = useTimeSetting();
  const words = t.reports.columns;
  const share = (value: number | null) => (value === null ? t.none : formatShare(value, locale));
  if (items.length === 0) return <Empty title={t.reports.none} />;
  return (
    <div className="table-scroll" role="group" aria-label={t.reports.title} tabIndex={0}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{t.scopes[by]}</th>
            <th scope="col" className="number">
              {words.availability}
            </th>
            <th scope="col" className="number">
              {words.down}
            </th>
            <th scope="col" className="number">
              {words.maintenance}
            </th>
            <th scope="col" className="number">
              {words.coverage}
            </th>
            <th scope="col" className="number">
              {words.cameras}
            </th>
          </tr>
        </thead>
        <tbody>
          {worstFirst(items, locale).map((item) => (
            <tr key={item.name}>
              <th scope="row">
                {by === 'Camera' ? (
                  <Link to={cameraPath(item.name)}>{item.name}</Link>
                ) : item.name === '' ? (
                  t.noZone
                ) : (
                  item.name
                )}
              </th>
              <td data-label={words.availability} className="number strong">
                {share(item.availability)}
              </td>
              <td data-label={words.down} className="number">
                {format.duration(item.downMs)}
              </td>
              <td data-label={words.maintenance} className="number">
                {format.duration(item.maintenanceMs)}
              </td>
              <td data-label={words.coverage} className="number">
                {share(item.coverage)}
              </td>
              <td data-label={words.cameras} className="number">
                {formatNumber(item.cameras, locale)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
