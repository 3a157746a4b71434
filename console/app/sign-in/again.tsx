import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { told } from '../../api/problems.ts';
import { words } from '../../words/sign-in.ts';
import type { Config } from '../config.ts';
import type { SignedIn } from './signed-in.ts';
import { signInWithToken } from './token.ts';

interface SignInAgainProps {
  config: Config;
  signInAgain: () => Promise<SignedIn>;
  onSignedIn: (signedIn: SignedIn) => Promise<void>;
}

/** Over the page, so that nothing typed is lost. */
export function SignInAgain({ config, signInAgain, onSignedIn }: SignInAgainProps) {
  const [token, setToken] = useState('');
  const [failure, setFailure] = useState<string>();
  const signIn = async () => {
    try {
      await onSignedIn(config.auth === 'token' ? signInWithToken(token.trim()) : await signInAgain());
    } catch (error) {
      setFailure(told(error).detail);
    }
  };
  return (
    <Modal
      visible
      header={words.again}
      closeAriaLabel={words.again}
      footer={
        <Box float="right">
          <Button
            variant="primary"
            disabled={config.auth === 'token' && token.trim() === ''}
            onClick={() => void signIn()}
          >
            {words.signIn}
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>{config.auth === 'token' ? words.tokenOver : words.over}</Box>
        {failure && <Alert type="error">{failure}</Alert>}
        {config.auth === 'token' && (
          <FormField label={words.token} description={words.tokenFrom}>
            <Input
              type="password"
              autoComplete={false}
              value={token}
              onChange={({ detail }) => setToken(detail.value)}
            />
          </FormField>
        )}
      </SpaceBetween>
    </Modal>
  );
}
