import '@/styles/fonts.css';
import '@/styles/tokens.css';
import '@/styles/form.css';
import '@/styles/app.css';
import { createApp } from 'vue';
import App from '@/App.vue';
import { openPreferences } from '@/store/preferences';
import { openSession } from '@/store/session';
import { startSync } from '@/sync/sync';
import { watchVersion } from '@/version';

async function start(): Promise<void> {
  await openPreferences();
  await openSession();
  createApp(App).mount('#app');
  watchVersion();
  startSync();
}

void start();
