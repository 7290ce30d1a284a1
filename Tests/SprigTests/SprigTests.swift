import Sprig
