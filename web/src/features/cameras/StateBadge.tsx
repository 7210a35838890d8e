import { useI18n } from '../../i18n/I18nContext.ts';
import { StateIcon } from './StateIcon.tsx';
import { stateLabel } from './words.ts';

interface StateBadgeProps {
  state: string;
}

export function StateBadge({ state }: StateBadgeProps) {
  const { t } = useI18n();
  return (
    <span className="state-badge" data-state={state}>
      <StateIcon state={state} />
      {stateLabel(state, t)}
    </span>
  );
}
