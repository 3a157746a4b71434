import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { words } from '../../words/sign-in.ts';
import type { SignedIn } from './signed-in.ts';
import { signInWithToken } from './token.ts';

/** Where the address carried no token: on a bookmark, or in another browser. */
export function PasteToken({ onSignedIn }: { onSignedIn: (signedIn: SignedIn) => void }) {
  const [token, setToken] = useState('');
  return (
    <main className="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== '') onSignedIn(signInWithToken(token.trim()));
        }}
      >
        <Container header={<Header variant="h1">{words.title}</Header>}>
          <Form actions={<Button variant="primary">{words.signIn}</Button>}>
            <Box padding={{ bottom: 'm' }}>{words.noToken}</Box>
            <FormField label={words.token} description={words.tokenFrom} stretch>
              <Input
                type="password"
                autoComplete={false}
                value={token}
                onChange={({ detail }) => setToken(detail.value)}
              />
            </FormField>
          </Form>
        </Container>
      </form>
    </main>
  );
}
