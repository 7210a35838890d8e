import { Link } from 'react-router';

import type { ImportReport } from '../../api/owned.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { cameraPath } from '../cameras/words.ts';

interface ImportOutcomeProps {
  report: ImportReport;
  /** Whether it has been done, and not only looked at. */
  done: boolean;
}

/** What an import did or would do, or what is wrong with the sheet. */
export function ImportOutcome({ report, done }: ImportOutcomeProps) {
  const { t } = useI18n();
  const words = t.entering;
  const { created, changed, unchanged, errors } = report;
  if (errors.length > 0) return <RowErrors errors={errors} />;
  return (
    <div role="status">
      <h2>{done ? words.done : words.wouldDo}</h2>
      <Names title={words.created(created.length)} names={created} linked={done} />
      <Names title={words.changed(changed.length)} names={changed} linked />
      <p>{words.unchanged(unchanged)}</p>
    </div>
  );
}

function Names({ title, names, linked }: { title: string; names: string[]; linked: boolean }) {
  return (
    <>
      <p>{title}</p>
      {names.length > 0 && (
        <ul className="name-list">
          {names.map((name) => (
            <li key={name}>{linked ? <Link to={cameraPath(name)}>{name}</Link> : name}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function RowErrors({ errors }: Pick<ImportReport, 'errors'>) {
  const { t } = useI18n();
  const words = t.entering;
  return (
    <>
      <p className="error-note" role="alert">
        {words.cannot(errors.length)}
      </p>
      <div className="table-scroll" role="group" aria-label={words.errors} tabIndex={0}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col" className="number">
                {words.line}
              </th>
              <th scope="col">{words.column}</th>
              <th scope="col">{words.what}</th>
            </tr>
          </thead>
          <tbody>
            {errors.map(({ line, column, detail }, index) => (
              <tr key={index}>
                <td className="number">{line}</td>
                <td>{column === null ? t.none : <code>{column}</code>}</td>
                <td>{detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
