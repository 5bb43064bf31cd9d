/** The address that VirtualBox gives to the first network card of every machine. */
export const VIRTUALBOX_NAT_ADDRESS = '10.0.2.15';
