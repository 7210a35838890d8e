import { redirect, type LoaderFunctionArgs, type RouteObject } from 'react-router';

import { LoginPage } from '../features/session/LoginPage.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { NotFound } from './NotFound.tsx';
import { PageError } from './PageError.tsx';
import { Root } from './Root.tsx';
import { Shell } from './Shell.tsx';

/** Links of the dashboards lead to `/?q=camera`. */
function fromDashboard({ request }: LoaderFunctionArgs): Response | null {
  const { search, searchParams } = new URL(request.url);
  return searchParams.has('q') ? redirect(`/cameras${search}`) : null;
}

/** The pages, each loaded when it is first gone to. */
export const routes: RouteObject[] = [
  {
    element: <Root />,
    hydrateFallbackElement: <Skeleton />,
    errorElement: <PageError />,
    children: [
      { path: 'login', element: <LoginPage /> },
      { path: 'wall', lazy: () => import('../features/wall/WallPage.tsx') },
      {
        element: <Shell />,
        children: [
          {
            errorElement: <PageError />,
            children: [
              {
                index: true,
                loader: fromDashboard,
                lazy: () => import('../features/overview/OverviewPage.tsx'),
              },
              { path: 'cameras', lazy: () => import('../features/cameras/CamerasPage.tsx') },
              { path: 'cameras/:name', lazy: () => import('../features/camera/CameraPage.tsx') },
              {
                path: 'cameras/:name/edit',
                lazy: () => import('../features/enter/EditPage.tsx'),
              },
              { path: 'add', lazy: () => import('../features/enter/AddPage.tsx') },
              { path: 'import', lazy: () => import('../features/enter/ImportPage.tsx') },
              { path: 'try', lazy: () => import('../features/try/TryPage.tsx') },
              { path: 'alerts', lazy: () => import('../features/alerts/AlertsPage.tsx') },
              {
                path: 'maintenance',
                lazy: () => import('../features/maintenance/MaintenancePage.tsx'),
              },
              { path: 'reports', lazy: () => import('../features/reports/ReportsPage.tsx') },
              { path: 'shift', lazy: () => import('../features/shift/ShiftPage.tsx') },
              { path: 'settings', lazy: () => import('../features/settings/SettingsPage.tsx') },
              { path: '*', element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
];
