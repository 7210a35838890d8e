import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

import type { FloorPlan } from '../../api/siteFile.ts';
import type { Camera } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { Segments } from '../../ui/Segments.tsx';
import { placesOnPlan } from './place.ts';
import { PlanView } from './PlanView.tsx';

/** The part of the address that names the plan. */
const PLAN = 'plan';

interface FloorPlansProps {
  plans: readonly FloorPlan[];
  cameras: readonly Camera[];
}

/** One floor plan with its cameras, and the choice among several; nothing for a site without plans. */
export function FloorPlans({ plans, cameras }: FloorPlansProps) {
  const { t, locale } = useI18n();
  const [params, setParams] = useSearchParams();
  const wanted = params.get(PLAN);
  const plan = plans.find(({ name }) => name === wanted) ?? plans[0];
  const name = plan?.name ?? '';
  const places = useMemo(() => placesOnPlan(cameras, name, locale), [cameras, name, locale]);
  if (plan === undefined) return null;
  const choose = (next: string) => {
    const put = (before: URLSearchParams) => {
      const after = new URLSearchParams(before);
      after.set(PLAN, next);
      return after;
    };
    setParams(put, { replace: true, preventScrollReset: true });
  };
  return (
    <section className="panel" aria-labelledby="plans">
      <div className="panel-head">
        <h2 id="plans">{t.places.plans}</h2>
        {plans.length > 1 && (
          <Segments
            label={t.places.choosePlan}
            value={name}
            options={plans.map((option) => [option.name, option.name])}
            onChange={choose}
          />
        )}
      </div>
      <PlanView key={name} plan={plan} places={places} />
    </section>
  );
}
