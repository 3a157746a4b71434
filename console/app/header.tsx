import Button from '@cloudscape-design/components/button';
import Input from '@cloudscape-design/components/input';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { words } from '../words/navigation.ts';
import { useSession } from './session.tsx';
import { useDark } from './theme.ts';

/** Ours and not top-navigation, which cuts the product's name and weighs 40 kB. */
export function PageHeader({ pane }: { pane: ReactNode }) {
  const navigate = useNavigate();
  const { me, signOut } = useSession();
  const [dark, switchTheme] = useDark();
  const [search, setSearch] = useState('');
  return (
    <header className="page-header" id="page-header">
      {pane}
      <a
        href="/"
        className="product"
        onClick={(event) => {
          event.preventDefault();
          void navigate('/');
        }}
      >
        <img src="/ferry.svg" alt="" width="28" height="28" />
        {words.product}
      </a>
      <search className="find">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (search.trim() !== '')
              void navigate(`/operations?${new URLSearchParams({ search: search.trim() }).toString()}`);
          }}
        >
          <Input
            type="search"
            controlId="find"
            value={search}
            ariaLabel={words.find}
            placeholder={words.find}
            onChange={({ detail }) => setSearch(detail.value)}
          />
        </form>
      </search>
      <div className="person">
        <Button variant="inline-link" onClick={switchTheme}>
          {dark ? words.light : words.dark}
        </Button>
        <span className="subject" title={me.scopes.join(', ')}>
          {me.subject}
        </span>
        <Button variant="inline-link" onClick={() => void signOut()}>
          {words.signOut}
        </Button>
      </div>
    </header>
  );
}
