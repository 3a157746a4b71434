import Button from '@cloudscape-design/components/button';
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { Suspense, useEffect, useState } from 'react';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { Waiting } from '../parts/waiting.tsx';
import { words } from '../words/navigation.ts';
import { PageHeader } from './header.tsx';
import { Notices } from './notices.tsx';
import { Shortcuts } from './shortcuts.tsx';

const link = (text: string, href: string): SideNavigationProps.Link => ({ type: 'link', text, href });
const PAGES: SideNavigationProps.Item[] = [
  link(words.overview, '/'),
  link(words.clusters, '/clusters'),
  link(words.backups, '/backups'),
  link(words.restores, '/restores'),
  link(words.schedules, '/schedules'),
  { type: 'divider' },
  link(words.locations, '/locations'),
  link(words.policies, '/policies'),
  link(words.rules, '/rules'),
  { type: 'divider' },
  link(words.operations, '/operations'),
  link(words.audit, '/audit'),
  link(words.notifications, '/notifications'),
  link(words.about, '/about'),
];

/** The pane folds below this width, and lies over the page then. */
const WIDE = matchMedia('(min-width: 1280px)');

/** Ours and not app-layout, whose tools, panels and drawers nothing here needs: they are 70 kB of what everybody waits for. */
export function Layout() {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [open, setOpen] = useState(WIDE.matches);
  const [, first = ''] = pathname.split('/');
  useEffect(() => {
    const fold = () => setOpen(WIDE.matches);
    WIDE.addEventListener('change', fold);
    return () => WIDE.removeEventListener('change', fold);
  }, []);
  const follow = (to: string) => {
    void navigate(to);
    if (!WIDE.matches) setOpen(false);
  };
  return (
    <>
      <a className="skip" href="#content">
        {words.skip}
      </a>
      <PageHeader
        pane={
          <Button
            variant="icon"
            iconName="menu"
            ariaLabel={open ? words.closeNavigation : words.openNavigation}
            ariaExpanded={open}
            onClick={() => setOpen(!open)}
          />
        }
      />
      <Shortcuts />
      <div className={open ? 'frame open' : 'frame'}>
        {open && (
          <nav className="pane" aria-label={words.navigation}>
            <SideNavigation
              activeHref={`/${first}`}
              items={PAGES}
              onFollow={(event) => {
                event.preventDefault();
                follow(event.detail.href);
              }}
            />
          </nav>
        )}
        <main id="content" tabIndex={-1}>
          <Notices />
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
    </>
  );
}
