"""Common given names of the region, combined at random; no combination is meant to be a person."""

MEN = (
    "Ahmad Moh Abd Hasan Husen Imam Saiful Zainal Fathor Rofiq Mahrus Syamsul Hairul Nurul Bahrul Taufik Rasyid Jamal "
    "Kholil Mukhlis Sahrul Ridwan Faisal Hafid Rohman Samsuri Mattali Suhri Hosnan Misbah"
).split()
WOMEN = (
    "Siti Nur Sri Fatimah Aisyah Khotijah Rukmini Maimunah Hosniyah Sulastri Romlah Hasanah Mariyam Nafisah Zubaidah "
    "Halimatus Ummi Lailatul Musyarrofah Kholifah Rahmawati Sumiati Hotimah Jamilah Wardah Faizah Uswatun Mutmainnah"
).split()
SECOND = (
    "Hidayat Rahman Maulana Anwar Ramadhan Wahid Hakim Amin Fauzi Arifin Mustofa Basri Halim Karim Yusuf Ilyas Sholeh"
).split()
SECOND_WOMEN = "Hasanah Jannah Aini Laili Fitriyah Wahyuni Sari Ningsih Qomariyah Badriyah Amalia Sa'diyah".split()
HAMLETS = ("Laok", "Daja", "Temor", "Bara'", "Tengah")
POSYANDU = ("Melati", "Mawar", "Anggrek", "Dahlia", "Kenanga")
