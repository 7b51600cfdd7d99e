Console.WriteLine("atelier");
