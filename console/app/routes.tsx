import { type ComponentType, lazy } from 'react';
import { Route, Routes } from 'react-router';
import { Layout } from './layout.tsx';
import { NotFound } from './not-found.tsx';

/** A page and what it needs are fetched when somebody goes there. */
function page<Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name): ComponentType {
  return lazy(async (): Promise<{ default: ComponentType }> => ({ default: (await load())[name] }));
}

const Overview = page(() => import('../overview/page.tsx'), 'Overview');
const Clusters = page(() => import('../clusters/list.tsx'), 'Clusters');
const RegisterCluster = page(() => import('../clusters/register.tsx'), 'RegisterCluster');
const ClusterPage = page(() => import('../clusters/page.tsx'), 'ClusterPage');
const Backups = page(() => import('../backups/list.tsx'), 'Backups');
const CreateBackup = page(() => import('../create-backup/page.tsx'), 'CreateBackup');
const OperationPage = page(() => import('../operations/page.tsx'), 'OperationPage');
const Restores = page(() => import('../restores/list.tsx'), 'Restores');
const RestoreWizard = page(() => import('../restores/wizard/page.tsx'), 'RestoreWizard');
const Operations = page(() => import('../operations/list.tsx'), 'Operations');
const Schedules = page(() => import('../schedules/list.tsx'), 'Schedules');
const SchedulePage = page(() => import('../schedules/page.tsx'), 'SchedulePage');
const Policies = page(() => import('../policies/list.tsx'), 'Policies');
const EditPolicy = page(() => import('../policies/edit.tsx'), 'EditPolicy');
const Locations = page(() => import('../locations/list.tsx'), 'Locations');
const CreateLocation = page(() => import('../locations/create.tsx'), 'CreateLocation');
const LocationPage = page(() => import('../locations/page.tsx'), 'LocationPage');
const Rules = page(() => import('../rules/list.tsx'), 'Rules');
const EditRule = page(() => import('../rules/edit.tsx'), 'EditRule');
const Audit = page(() => import('../audit/list.tsx'), 'Audit');
const Notifications = page(() => import('../notifications/list.tsx'), 'Notifications');
const About = page(() => import('../app/about.tsx'), 'About');

/** Every address of the console. */
export function Pages() {
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route path="/" element={<Overview />} />
        <Route path="/clusters" element={<Clusters />} />
        <Route path="/clusters/new" element={<RegisterCluster />} />
        <Route path="/clusters/:name" element={<ClusterPage />} />
        <Route path="/backups" element={<Backups />} />
        <Route path="/backups/new" element={<CreateBackup />} />
        <Route path="/backups/:id" element={<OperationPage />} />
        <Route path="/restores" element={<Restores />} />
        <Route path="/restores/new" element={<RestoreWizard />} />
        <Route path="/restores/:id" element={<OperationPage />} />
        <Route path="/operations" element={<Operations />} />
        <Route path="/operations/:id" element={<OperationPage />} />
        <Route path="/schedules" element={<Schedules />} />
        <Route path="/schedules/:name" element={<SchedulePage />} />
        <Route path="/policies" element={<Policies />} />
        <Route path="/policies/new" element={<EditPolicy />} />
        <Route path="/policies/:name" element={<EditPolicy />} />
        <Route path="/locations" element={<Locations />} />
        <Route path="/locations/new" element={<CreateLocation />} />
        <Route path="/locations/:name" element={<LocationPage />} />
        <Route path="/rules" element={<Rules />} />
        <Route path="/rules/new" element={<EditRule />} />
        <Route path="/rules/:name" element={<EditRule />} />
        <Route path="/audit" element={<Audit />} />
        <Route path="/notifications" element={<Notifications />} />
        <Route path="/about" element={<About />} />
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}
