import Link, { type LinkProps } from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';

/** A link within the console: without a reload, but a real address, to be opened in a tab of its own. */
export function To({ to, children, variant }: { to: string; children: ReactNode; variant?: LinkProps['variant'] }) {
  const navigate = useNavigate();
  return (
    <Link
      href={to}
      {...(variant ? { variant } : {})}
      onFollow={(event) => {
        event.preventDefault();
        void navigate(to);
      }}
    >
      {children}
    </Link>
  );
}
