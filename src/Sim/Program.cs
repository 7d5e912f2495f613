Console.WriteLine("mpsim");
