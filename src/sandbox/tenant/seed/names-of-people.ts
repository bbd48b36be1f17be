type Names = readonly [string, ...string[]]

const first =
  'Aisha,Amara,Anders,Anja,Ben,Bianca,Carlos,Chiara,Dana,Daniel,Elena,Emil,Fatima,Felix,Greta,Hana,Hugo,Ines,Ivan,Jana,Jonas,Kaito,Katya,Lars,Leila,Lucia,Malik,Marta,Mei,Nadia,Nils,Omar,Petra,Priya,Rafael,Rosa,Samir,Sofia,Tariq,Tove,Uma,Viktor,Wanda,Yara,Yusuf,Zoe'
const last =
  'Abebe,Ahmadi,Alvarez,Andersson,Baker,Banerjee,Bauer,Bianchi,Castillo,Chen,Dahl,Diallo,Dubois,Eriksen,Farah,Fischer,Garcia,Haddad,Hansen,Horvat,Ito,Jansen,Kapoor,Keller,Kovacs,Larsen,Lopez,Marino,Mensah,Meyer,Moreau,Nakamura,Novak,Nowak,Obi,Olsen,Park,Pereira,Petrov,Rossi,Sato,Schmidt,Silva,Singh,Suzuki,Tanaka,Torres,Vargas,Weber,Yilmaz'

function names(list: string): Names {
  const [head = '', ...others] = list.split(',')
  return [head, ...others]
}

/** Invented people; nobody is meant. */
export const firstNames = names(first)
export const lastNames = names(last)
