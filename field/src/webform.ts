import '@/styles/tokens.css';
import '@/styles/form.css';
import { mountWebForm } from '@/webform/mount';

const place = document.getElementById('webform');
if (place) mountWebForm(place);
