import { Link } from 'react-router';

import { useI18n } from '../i18n/I18nContext.ts';
import { Empty } from '../ui/Empty.tsx';

/** For an address that no page has. */
export function NotFound() {
  const { t } = useI18n();
  return (
    <Empty title={t.notFound.title}>
      <p>
        <Link to="/">{t.notFound.home}</Link>
      </p>
    </Empty>
  );
}
